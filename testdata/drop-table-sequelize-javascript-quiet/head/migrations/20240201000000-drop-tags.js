"use strict";

module.exports = {
  up: (queryInterface) => queryInterface.dropTable("tags"),

  down: (queryInterface, Sequelize) => queryInterface.createTable("tags", { id: Sequelize.INTEGER }),
};
