module.exports = {
  up: (queryInterface) => queryInterface.removeColumn('Links', 'givenUrl'),
  down: (queryInterface, Sequelize) => queryInterface.addColumn('Links', 'givenUrl', { type: Sequelize.TEXT }),
};
