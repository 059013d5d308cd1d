import { Repository } from "typeorm";
import { Post } from "./post.entity";

export class PostService {
  constructor(private readonly posts: Repository<Post>) {}

  async ratings() {
    const found = await this.posts.find();
    return found.filter((one) => one.title > 3).map((one) => [one.title]);
  }
}

export const best = (list: Score[]) => list.filter((one) => one.rating > 3);
