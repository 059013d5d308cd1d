package shop;

import lombok.Builder;
import lombok.Value;

@Value
@Builder
public class UserDto {
    String email;
    String mailAddr;
}
