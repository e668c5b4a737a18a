{% if env.name == "dev" %}
CREATE USER "IAMR:dev-insurancelake-us-east-2-bi-role" PASSWORD DISABLE;

ALTER GROUP {{ readers.group | ident }} ADD USER "IAMR:dev-insurancelake-us-east-2-bi-role";
{% endif %}
