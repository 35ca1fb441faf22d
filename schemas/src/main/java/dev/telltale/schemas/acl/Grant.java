// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.schemas.acl;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;

/**
 * What a role may do with one resource. To describe what one may read, write or alter is implied by
 * Kafka and not said here.
 *
 * @param kind a topic, a group or a transactional id
 * @param name in full
 * @param pattern the name itself, or how it begins
 * @param operations in their alphabetical order
 */
public record Grant(
    ResourceType kind, String name, PatternType pattern, List<AclOperation> operations) {
  /** Puts the operations into their order. */
  public Grant {
    operations =
        List.copyOf(
            operations.stream().sorted(java.util.Comparator.comparing(Enum::name)).toList());
    if (operations.isEmpty() || new TreeSet<>(operations).size() < operations.size()) {
      throw new IllegalArgumentException(
          "operations of " + name + ": " + operations + " (expected: one or more, each once)");
    }
  }

  static Grant topic(String name, AclOperation... operations) {
    return new Grant(ResourceType.TOPIC, name, PatternType.LITERAL, List.of(operations));
  }

  static Grant group(String name, AclOperation... operations) {
    return new Grant(ResourceType.GROUP, name, PatternType.LITERAL, List.of(operations));
  }

  static Grant transactions(String name, PatternType pattern) {
    return new Grant(ResourceType.TRANSACTIONAL_ID, name, pattern, List.of(AclOperation.WRITE));
  }

  /**
   * As Kafka takes it, one for each operation, from any host.
   *
   * @param principal such as {@code User:judge}
   */
  public List<AclBinding> bindings(String principal) {
    List<AclBinding> bindings = new ArrayList<>();
    for (AclOperation operation : operations) {
      bindings.add(
          new AclBinding(
              new ResourcePattern(kind, name, pattern),
              new AccessControlEntry(principal, "*", operation, AclPermissionType.ALLOW)));
    }
    return bindings;
  }
}
