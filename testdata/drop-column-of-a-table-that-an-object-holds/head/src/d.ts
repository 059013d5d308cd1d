class Base4 {
  protected static tableName: string;
  constructor(protected knex: any) {}
  get table() { return this.knex(this.constructor.tableName); }
}
export class PostRepo4 extends Base4 {
  static tableName = "posts";
  best() { return this.knex(PostRepo4.tableName).where("rating", 5); }
  get tableName() { return "posts"; }
  top() { return this.knex(this.tableName).where("rating", 6); }
}
