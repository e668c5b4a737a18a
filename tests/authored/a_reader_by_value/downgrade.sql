{% if env.name == "dev" %}
REVOKE ROLE {{ readers.role | ident }} FROM "IAMR:dev-insurancelake-us-east-2-intern-role";

DROP USER "IAMR:dev-insurancelake-us-east-2-intern-role";
{% endif %}
