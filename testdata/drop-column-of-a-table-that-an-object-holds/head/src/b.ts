export class PostRepo2 {
  private table: string;
  constructor(private knex: any) { this.table = "posts"; }
  best() { return this.knex(this.table).where({ rating: 5 }); }
}
