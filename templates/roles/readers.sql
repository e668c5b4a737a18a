CREATE ROLE {{ readers.role | ident }};
{% for member in readers.role_members %}
GRANT ROLE {{ readers.role | ident }} TO {{ ("IAMR:" ~ member) | ident }};
{% endfor %}
