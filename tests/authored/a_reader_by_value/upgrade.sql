{% if env.name == "dev" %}
CREATE USER "IAMR:dev-insurancelake-us-east-2-intern-role" PASSWORD DISABLE;

GRANT ROLE {{ readers.role | ident }} TO "IAMR:dev-insurancelake-us-east-2-intern-role";
{% endif %}
