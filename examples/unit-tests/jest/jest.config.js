module.exports = {
  transform: { '/@alr/': './jest.esm.js', '\\.ts$': 'ts-jest' },
  transformIgnorePatterns: ['/node_modules/(?!.*@alr/)'],
};
