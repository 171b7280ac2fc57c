// Ink loads react-devtools-core where DEV=true is set. It is no dependency of ours, and a bundle that
// leaves it out as external would not start.
module.exports = {};
