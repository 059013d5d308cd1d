class Base4 {
  protected static tableName: string;
  constructor(protected knex: any) {}
  get table() { return this.knex(this.constructor.tableName); }
}
export class ReviewRepo4 extends Base4 {
  static tableName = "reviews";
  best() { return this.knex(ReviewRepo4.tableName).where("rating", 5); }
  get tableName() { return "reviews"; }
  top() { return this.knex(this.tableName).where("rating", 6); }
}
