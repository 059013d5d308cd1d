const knex = require('./connection');
const { TABLES } = require('./constants');

function assigned(grantId) {
  return knex(TABLES.grants).where({ id: grantId });
}

module.exports = { assigned };
