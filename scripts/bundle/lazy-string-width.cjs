/**
 * Stands in the bundle for string-width, which makes its regular expressions as soon as it is loaded, and V8 then
 * reads its tables: 30 ms of the start, for what is needed where a text holds more than letters and lines.
 */
let stringWidth;

module.exports = (text, options) => {
  stringWidth ??= require('../../node_modules/string-width/index.js').default;
  return stringWidth(text, options);
};
