<c:out value="${user.email}"/>
<c:out value="${user.lastLoginIp}"/>
