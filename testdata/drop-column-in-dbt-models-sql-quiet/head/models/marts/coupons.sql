select c.coupon_code
from {{ ref('coupons') }} as c
