"use strict";

module.exports = {
  up: async (queryInterface, Sequelize) => {
    await queryInterface.createTable("posts", {
      id: { type: Sequelize.UUID, primaryKey: true },
      title: { type: Sequelize.STRING },
      creatorId: { type: Sequelize.UUID },
      updatedAt: { type: Sequelize.DATE },
    });
  },
};
