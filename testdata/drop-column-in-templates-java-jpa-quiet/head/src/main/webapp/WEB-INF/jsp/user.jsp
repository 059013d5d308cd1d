<c:out value="${user.email}"/>
<c:out value="${session.lastLoginIp}"/>
