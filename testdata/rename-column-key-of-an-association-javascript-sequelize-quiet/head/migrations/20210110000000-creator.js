"use strict";

module.exports = {
  up: async (queryInterface) => {
    await queryInterface.renameColumn("posts", "creatorId", "createdById");
    await queryInterface.removeColumn("posts", "updatedAt");
  },
};
