package shop;

import com.baomidou.mybatisplus.core.conditions.query.LambdaQueryWrapper;
import com.baomidou.mybatisplus.core.conditions.query.QueryWrapper;

class Accounts {
    private final AccountMapper mapper;
    private final Users users;

    Accounts(AccountMapper mapper, Users users) {
        this.mapper = mapper;
        this.users = users;
    }

    Account ofPlan(String plan) {
        return mapper.selectOne(new LambdaQueryWrapper<Account>().eq(Account::getPlan, plan));
    }

    Account byPlan(String plan) {
        return mapper.selectOne(new QueryWrapper<Account>().eq("plan_name", plan));
    }

    String emailOf(User user) {
        return user.getEmail();
    }
}
