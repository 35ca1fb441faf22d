// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.standalone.app;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.telltale.schemas.acl.Grant;
import dev.telltale.schemas.acl.Role;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourceType;

/** Grants in the forms in which people and tools take them. */
final class AclText {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String LICENSE =
      "# SPDX-FileCopyrightText: The Telltale authors\n# SPDX-License-Identifier: Apache-2.0\n";

  private AclText() {}

  /** A role, who has it, and what it needs. */
  record Holder(Role role, String principal, List<Grant> grants) {
    Holder {
      grants = List.copyOf(grants);
    }

    private String user() {
      return principal.substring(principal.indexOf(':') + 1);
    }
  }

  /** One line a resource, to be read. */
  static String text(List<Holder> holders) {
    StringBuilder text = new StringBuilder(LICENSE).append("# telltale topics acls\n");
    for (Holder holder : holders) {
      text.append(String.format("%n%s: %s%n", holder.role, holder.principal));
      for (Grant grant : holder.grants) {
        text.append(
            String.format(
                "  %-16s %-60s %s%n",
                kind(grant), grant.name() + (isPrefix(grant) ? "*" : ""), operations(grant, ", ")));
      }
    }
    return text.toString();
  }

  /** Commands for Kafka's own tool. */
  static String commands(List<Holder> holders) {
    StringBuilder text = new StringBuilder();
    for (Holder holder : holders) {
      text.append("# ").append(holder.role).append('\n');
      for (Grant grant : holder.grants) {
        text.append(
                "kafka-acls.sh --bootstrap-server \"$BOOTSTRAP\" --command-config \"$ADMIN\" --add"
                    + " --allow-principal '")
            .append(holder.principal.replace("'", "'\\''"))
            .append("' ")
            .append(
                grant.operations().stream()
                    .map(operation -> "--operation " + name(operation))
                    .collect(Collectors.joining(" ")))
            .append(" --")
            .append(kind(grant).replace(' ', '-'))
            .append(" '")
            .append(grant.name())
            .append('\'')
            .append(isPrefix(grant) ? " --resource-pattern-type prefixed" : "")
            .append('\n');
      }
    }
    return text.toString();
  }

  /** A list of entries, one for each operation, in Kafka's own words. */
  static ArrayNode json(List<Holder> holders) {
    ArrayNode list = JSON.createArrayNode();
    for (Holder holder : holders) {
      for (Grant grant : holder.grants) {
        ObjectNode node =
            list.addObject()
                .put("role", holder.role.toString())
                .put("principal", holder.principal)
                .put("resourceType", grant.kind().name())
                .put("resourceName", grant.name())
                .put("patternType", grant.pattern().name())
                .put("host", "*")
                .put("permissionType", "ALLOW");
        ArrayNode operations = node.putArray("operations");
        grant.operations().forEach(operation -> operations.add(operation.name()));
      }
    }
    return list;
  }

  /** A KafkaUser each, for Strimzi's user operator. */
  static String strimzi(List<Holder> holders) {
    StringBuilder text =
        new StringBuilder(LICENSE)
            .append("# telltale topics acls --format strimzi; the label names your cluster.\n");
    for (Holder holder : holders) {
      text.append(
          """
          ---
          apiVersion: kafka.strimzi.io/v1beta2
          kind: KafkaUser
          metadata:
            name: "%s"
            labels:
              strimzi.io/cluster: my-cluster
          spec:
            authentication:
              type: scram-sha-512
            authorization:
              type: simple
              acls:
          """
              .formatted(holder.user()));
      for (Grant grant : holder.grants) {
        text.append(
            """
                  - resource: {type: %s, name: "%s", patternType: %s}
                    operations: [%s]
            """
                .formatted(
                    grant.kind() == ResourceType.TRANSACTIONAL_ID ? "transactionalId" : kind(grant),
                    grant.name(),
                    isPrefix(grant) ? "prefix" : "literal",
                    operations(grant, ", ")));
      }
    }
    return text.toString();
  }

  private static boolean isPrefix(Grant grant) {
    return grant.pattern() == PatternType.PREFIXED;
  }

  private static String kind(Grant grant) {
    return grant.kind().name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }

  private static String operations(Grant grant, String between) {
    return grant.operations().stream().map(AclText::name).collect(Collectors.joining(between));
  }

  /** As Kafka's tool and Strimzi write it: AlterConfigs. */
  private static String name(AclOperation operation) {
    return Stream.of(operation.name().split("_", -1))
        .map(word -> word.charAt(0) + word.substring(1).toLowerCase(Locale.ROOT))
        .collect(Collectors.joining());
  }
}
