{% for member in readers.role_members + readers.group_members %}
CREATE USER {{ ("IAMR:" ~ member) | ident }} PASSWORD DISABLE;
{% endfor %}

CREATE ROLE {{ readers.role | ident }};
{% for member in readers.role_members %}
GRANT ROLE {{ readers.role | ident }} TO {{ ("IAMR:" ~ member) | ident }};
{% endfor %}

CREATE GROUP {{ readers.group | ident }};
{% for member in readers.group_members %}
ALTER GROUP {{ readers.group | ident }} ADD USER {{ ("IAMR:" ~ member) | ident }};
{% endfor %}
