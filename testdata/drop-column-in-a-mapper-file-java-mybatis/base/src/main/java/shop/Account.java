package shop;

import com.baomidou.mybatisplus.annotation.TableField;
import com.baomidou.mybatisplus.annotation.TableName;

@TableName("accounts")
public class Account {
    private Long id;
    private Long userId;
    @TableField("plan_name")
    private String plan;
    @TableField(exist = false)
    private String username;
}
