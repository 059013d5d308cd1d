module.exports = {
  up: (queryInterface, Sequelize) => queryInterface.createTable("Cards", { id: Sequelize.INTEGER, token: Sequelize.STRING }),
};
