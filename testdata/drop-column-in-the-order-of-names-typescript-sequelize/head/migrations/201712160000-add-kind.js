module.exports = {
  up: (queryInterface, Sequelize) => queryInterface.addColumn("PaymentMethods", "kind", Sequelize.STRING),
};
