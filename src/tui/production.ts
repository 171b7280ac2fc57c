/** React in its development form doubles the cost of a frame. Imported before anything that loads it. */
const name = 'NODE_ENV';
process.env[name] ??= 'production';
