// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.schemas.acl;

import dev.telltale.schemas.kafka.AdminCalls;
import dev.telltale.schemas.kafka.KafkaConnection;
import dev.telltale.schemas.kafka.KafkaTrouble;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.DescribeConsumerGroupsOptions;
import org.apache.kafka.clients.admin.DescribeTopicsOptions;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.GroupIdNotFoundException;
import org.apache.kafka.common.errors.TransactionalIdNotFoundException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.resource.ResourceType;

/**
 * Asks Kafka whether this principal may do what its role will do, before it does any of it: a role
 * that is refused later stands still, and says so only in its log.
 */
public final class AccessCheck implements AutoCloseable {
  private static final int NAMED = 3;

  private final KafkaConnection kafka;
  private final Admin admin;
  private final AdminCalls calls;
  private final Duration timeout;

  /** Connects lazily: a cluster that is away shows with the first call, after the timeout. */
  public AccessCheck(KafkaConnection kafka, Duration timeout) {
    this.kafka = kafka;
    this.timeout = timeout;
    this.calls = new AdminCalls(kafka);
    Map<String, Object> config = kafka.client();
    config.putIfAbsent(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, (int) timeout.toMillis());
    config.putIfAbsent(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, (int) timeout.toMillis());
    this.admin = Admin.create(config);
  }

  /**
   * Refuses what would not work: a topic of the catalogue that is missing, a right that is.
   *
   * @param grants what the role needs
   * @throws KafkaException with the first of them, and what to do; or when Kafka cannot be reached
   */
  public void require(Role role, List<Grant> grants) {
    Answers answers = topics(grants);
    for (Grant grant : grants) {
      if (grant.kind() != ResourceType.TOPIC) {
        ask(grant).ifPresent(answers.lacking::add);
      }
    }
    if (!answers.lacking.isEmpty()) {
      throw new KafkaException(lacking(role, answers.lacking));
    }
    if (!answers.missing.isEmpty()) {
      throw new KafkaException(
          answers.missing.size()
              + " topics are missing on "
              + kafka.bootstrapServers()
              + ", such as "
              + answers.missing.get(0)
              + " (run: telltale topics create)");
    }
  }

  @Override
  public void close() {
    admin.close(timeout);
  }

  private record Answers(List<String> missing, List<String> lacking) {}

  private Answers topics(List<Grant> grants) {
    Map<String, List<AclOperation>> wanted =
        grants.stream()
            .filter(grant -> grant.kind() == ResourceType.TOPIC)
            .collect(Collectors.toMap(Grant::name, Grant::operations));
    var described =
        admin
            .describeTopics(
                wanted.keySet(), new DescribeTopicsOptions().includeAuthorizedOperations(true))
            .topicNameValues();
    Answers answers = new Answers(new ArrayList<>(), new ArrayList<>());
    for (Grant grant : grants) {
      var answer = described.get(grant.name());
      if (answer != null) {
        try {
          Set<AclOperation> allowed = calls.await(answer).authorizedOperations();
          if (allowed != null) {
            grant.operations().stream()
                .filter(operation -> !allowed.contains(operation))
                .forEach(operation -> answers.lacking.add(words(grant, operation)));
          }
        } catch (KafkaException e) {
          sort(grant, e, answers);
        }
      }
    }
    return answers;
  }

  private static void sort(Grant grant, KafkaException e, Answers answers) {
    if (e.getCause() instanceof AuthorizationException) {
      grant.operations().forEach(operation -> answers.lacking.add(words(grant, operation)));
    } else if (!(e.getCause() instanceof UnknownTopicOrPartitionException)) {
      throw e;
    } else if (!grant.operations().contains(AclOperation.CREATE)) {
      answers.missing.add(grant.name());
    }
  }

  /** Of groups and transactional ids only those tell that are there; so does a refusal. */
  private Optional<String> ask(Grant grant) {
    try {
      if (grant.kind() == ResourceType.GROUP) {
        var described =
            admin.describeConsumerGroups(
                List.of(grant.name()),
                new DescribeConsumerGroupsOptions().includeAuthorizedOperations(true));
        Set<AclOperation> allowed =
            await(described.describedGroups().get(grant.name())).authorizedOperations();
        return allowed == null || allowed.containsAll(grant.operations())
            ? Optional.empty()
            : Optional.of(words(grant, grant.operations().get(0)));
      }
      await(admin.describeTransactions(List.of(grant.name())).description(grant.name()));
      return Optional.empty();
    } catch (KafkaException e) {
      if (e.getCause() instanceof GroupIdNotFoundException
          || e.getCause() instanceof TransactionalIdNotFoundException) {
        return Optional.empty();
      }
      if (e.getCause() instanceof AuthorizationException) {
        return Optional.of(words(grant, grant.operations().get(0)));
      }
      throw e;
    }
  }

  private <T> T await(@org.jspecify.annotations.Nullable KafkaFuture<T> answer) {
    return calls.await(java.util.Objects.requireNonNull(answer));
  }

  private String lacking(Role role, List<String> lacking) {
    String principal = KafkaTrouble.principal(kafka);
    String shown = String.join(", ", lacking.subList(0, Math.min(NAMED, lacking.size())));
    int more = lacking.size() - NAMED;
    return "Kafka at "
        + kafka.bootstrapServers()
        + ": "
        + principal
        + " may not "
        + shown
        + (more > 0 ? ", and " + more + " more" : "")
        + " (what the role needs: telltale topics acls --role "
        + role
        + (principal.startsWith("User:") ? " --principal " + principal : "")
        + ")";
  }

  private static String words(Grant grant, AclOperation operation) {
    return operation
        + " "
        + grant.kind().name().toLowerCase(java.util.Locale.ROOT).replace('_', ' ')
        + " "
        + grant.name();
  }
}
