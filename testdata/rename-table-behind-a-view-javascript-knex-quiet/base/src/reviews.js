module.exports = (knex) => knex('reviews').where('status', 'open').select('id', 'issues');
