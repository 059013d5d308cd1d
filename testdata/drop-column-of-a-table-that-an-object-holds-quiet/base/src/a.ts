export class ReviewRepo {
  private table = "reviews";
  constructor(private knex: any) {}
  best() { return this.knex(this.table).where({ rating: 5 }); }
}
