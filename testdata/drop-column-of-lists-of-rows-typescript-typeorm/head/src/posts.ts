import { Repository } from "typeorm";
import { Post } from "./post.entity";

export class PostService {
  constructor(private readonly posts: Repository<Post>) {}

  async ratings() {
    const found = await this.posts.find();
    return found.filter((one) => one.rating > 3).map((one, at) => [at, one.rating]);
  }
}

export const best = (list: Post[]) => list.filter((one) => one.rating > 3);
