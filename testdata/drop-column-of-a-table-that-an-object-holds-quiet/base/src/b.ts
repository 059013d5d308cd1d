export class ReviewRepo2 {
  private table: string;
  constructor(private knex: any) { this.table = "reviews"; }
  best() { return this.knex(this.table).where({ rating: 5 }); }
}
