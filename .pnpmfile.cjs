// .npmrc silences pnpm so that scripts own their output. The install that pnpm runs before a script is a child process:
// it inherits this, and so shows its progress and its errors.
process.env.npm_config_reporter = 'append-only';
module.exports = {};
