-- the readers' role exists
select count(*) = 1 from svv_roles where role_name = {{ readers.role | literal }};

-- the readers' group exists
select count(*) = 1 from pg_group where groname = {{ readers.group | literal }};
{% for member in readers.role_members %}

-- {{ member }} has the readers' role
select count(*) = 1
from svv_user_grants
where user_name = {{ ("IAMR:" ~ member) | literal }}
  and role_name = {{ readers.role | literal }};
{% endfor %}
{% for member in readers.group_members %}

-- {{ member }} has a user
select count(*) = 1 from pg_user where usename = {{ ("IAMR:" ~ member) | literal }};
{% endfor %}
