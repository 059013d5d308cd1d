"use strict";

module.exports = {
  up: (queryInterface) => queryInterface.dropTable("tags"),

  down: (queryInterface, Sequelize) => queryInterface.createTable("tags", {
    id: { type: Sequelize.INTEGER, primaryKey: true, autoIncrement: true },
    name: { type: Sequelize.STRING, allowNull: false },
  }),
};
