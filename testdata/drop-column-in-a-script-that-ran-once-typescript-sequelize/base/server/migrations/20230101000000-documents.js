"use strict";

module.exports = {
  up: async (queryInterface, Sequelize) => {
    await queryInterface.createTable("documents", {
      id: { type: Sequelize.UUID, primaryKey: true },
      title: { type: Sequelize.STRING },
      emoji: { type: Sequelize.STRING },
    });
  },
};
