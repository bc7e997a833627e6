const { Runtime } = require('@alr/runtime');

module.exports = class Echo extends Runtime {
  handler(event) {
    return event;
  }
};
