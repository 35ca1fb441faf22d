// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.standalone.secured;

import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.resource.ResourceType;
import org.apache.kafka.metadata.authorizer.StandardAuthorizer;
import org.apache.kafka.server.authorizer.Action;
import org.apache.kafka.server.authorizer.AuthorizableRequestContext;
import org.apache.kafka.server.authorizer.AuthorizationResult;

/** Kafka's own authorizer, which also remembers what it was asked. Brokers make it by its name. */
public final class AuditedAuthorizer extends StandardAuthorizer {
  private static final Set<Asked> ALLOWED = ConcurrentHashMap.newKeySet();
  private static final Set<Asked> DENIED = ConcurrentHashMap.newKeySet();

  /** A right that somebody made use of, or would have. */
  public record Asked(String principal, AclOperation operation, ResourceType kind, String name) {}

  /** What was done. To ask what one may do is not to do it. */
  public static Set<Asked> allowed() {
    return Set.copyOf(ALLOWED);
  }

  /** What was refused. */
  public static Set<Asked> denied() {
    return Set.copyOf(DENIED);
  }

  /** Forgets. */
  public static void forget() {
    ALLOWED.clear();
    DENIED.clear();
  }

  @Override
  public List<AuthorizationResult> authorize(
      AuthorizableRequestContext request, List<Action> actions) {
    List<AuthorizationResult> results = super.authorize(request, actions);
    for (int i = 0; i < actions.size(); i++) {
      Action action = actions.get(i);
      Asked asked =
          new Asked(
              request.principal().toString(),
              action.operation(),
              action.resourcePattern().resourceType(),
              action.resourcePattern().name());
      if (results.get(i) == AuthorizationResult.ALLOWED && action.logIfAllowed()) {
        ALLOWED.add(asked);
      } else if (results.get(i) == AuthorizationResult.DENIED && action.logIfDenied()) {
        DENIED.add(asked);
      }
    }
    return results;
  }
}
