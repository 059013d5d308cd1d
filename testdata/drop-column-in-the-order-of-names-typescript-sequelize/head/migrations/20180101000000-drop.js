module.exports = {
  up: (queryInterface) => queryInterface.removeColumn("PaymentMethods", "token"),
};
