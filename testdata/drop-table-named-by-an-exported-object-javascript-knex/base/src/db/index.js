const knex = require('./connection');
const { TABLES } = require('./constants');

function assigned(grantId) {
  return knex(TABLES.assigned_grants).where({ grant_id: grantId });
}

module.exports = { assigned };
