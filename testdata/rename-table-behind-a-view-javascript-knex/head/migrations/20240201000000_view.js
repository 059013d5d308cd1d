exports.up = (knex) => knex.schema
  .renameTable('reviews', 'all_reviews')
  .createView('reviews', (view) => {
    view.as(knex('all_reviews').select(['id', 'status']));
  });

exports.down = (knex) => knex.schema.dropView('reviews').renameTable('all_reviews', 'reviews');
