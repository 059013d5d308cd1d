class Base {
  constructor(knex, table) { this.knex = knex; this.table = table; }
  all() { return this.knex(this.table).select("*"); }
}
class OtherRepo3 extends Base {
  constructor(knex) { super(knex, "reviews"); }
  best() { return this.knex(this.table).where({ rating: 5 }); }
}
class OtherRepo3 extends Base {
  constructor(knex) { super(knex, "reviews"); }
  best() { return this.knex(this.table).where({ rating: 6 }); }
}
module.exports = { OtherRepo3, ReviewRepo3 };
