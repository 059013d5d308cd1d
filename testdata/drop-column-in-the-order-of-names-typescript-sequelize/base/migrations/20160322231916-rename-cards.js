module.exports = {
  up: (queryInterface) => queryInterface.renameTable("Cards", "PaymentMethods"),
};
