export class PostRepo {
  private table = "posts";
  constructor(private knex: any) {}
  best() { return this.knex(this.table).where({ rating: 5 }); }
}
