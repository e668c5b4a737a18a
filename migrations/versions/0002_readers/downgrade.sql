{% for member in readers.group_members | reverse %}
ALTER GROUP {{ readers.group | ident }} DROP USER {{ ("IAMR:" ~ member) | ident }};
{% endfor %}
DROP GROUP {{ readers.group | ident }};

-- A role that is still granted to a user cannot be dropped.
{% for member in readers.role_members | reverse %}
REVOKE ROLE {{ readers.role | ident }} FROM {{ ("IAMR:" ~ member) | ident }};
{% endfor %}
DROP ROLE {{ readers.role | ident }};

{% for member in (readers.role_members + readers.group_members) | reverse %}
DROP USER {{ ("IAMR:" ~ member) | ident }};
{% endfor %}
