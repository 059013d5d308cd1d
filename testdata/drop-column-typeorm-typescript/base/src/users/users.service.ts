import { Repository } from "typeorm";
import { User } from "./user.entity";

export class UsersService {
  constructor(private readonly userRepository: Repository<User>) {}

  find(name: string) {
    return this.userRepository.findOne({ where: { nickname: name } });
  }
}
