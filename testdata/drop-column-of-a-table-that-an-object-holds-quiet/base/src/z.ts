export class PostTitles {
  private table = "posts";
  constructor(private knex: any) {}
  titles() { return this.knex(this.table).select("title"); }
}
