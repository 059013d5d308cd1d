module.exports = {
  up: (queryInterface, Sequelize) => queryInterface.createTable('Links', {
    id: { type: Sequelize.INTEGER, primaryKey: true },
    resourceId: { type: Sequelize.INTEGER },
    givenUrl: { type: Sequelize.TEXT },
  }),
  down: (queryInterface) => queryInterface.dropTable('Links'),
};
