const { knexSnakeCaseMappers } = require('objection');

module.exports = require('knex')({ client: 'pg', ...knexSnakeCaseMappers() });
