{% for member in readers.role_members + readers.group_members %}
CREATE USER {{ ("IAMR:" ~ member) | ident }} PASSWORD DISABLE;
{% endfor %}
