// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.classifier.conversation;

import static dev.telltale.classifier.TestSpans.root;
import static dev.telltale.classifier.TestSpans.span;
import static org.assertj.core.api.Assertions.assertThat;

import dev.telltale.schemas.span.AgentSource;
import dev.telltale.schemas.span.Span;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class IdentityTest {
  @Test
  void aSpanTakesAgentSessionAndUserOfItsNearestAncestorThatHasThem() {
    Span root = root(1, 1, "planner", "s-1").setUserId("u-1").setAgentName("Planner").build();
    Span child = span(1, 2, 1).build();
    Span other = span(1, 3, 2).setAgentId("writer").setAgentSource(AgentSource.AGENT_ID).build();
    Span below = span(1, 4, 3).build();

    Identity.fill(List.of(below, other, child, root));

    assertThat(child.getAgentId()).contains("planner");
    assertThat(child.getAgentName()).contains("Planner");
    assertThat(child.getAgentSource()).isEqualTo(AgentSource.ANCESTOR);
    assertThat(other.getAgentId()).contains("writer");
    assertThat(other.getAgentName()).isEmpty();
    assertThat(other.getAgentSource()).isEqualTo(AgentSource.AGENT_ID);
    assertThat(below.getAgentId()).contains("writer");
    assertThat(List.of(child, other, below))
        .allSatisfy(s -> assertThat(s.getSessionId()).contains("s-1"));
    assertThat(List.of(child, other, below))
        .allSatisfy(s -> assertThat(s.getUserId()).contains("u-1"));
  }

  @Test
  void aSpanThatNobodyNamesAnAgentForTakesItsServicesName() {
    Span root = span(1, 1, null).setServiceName("shop").build();
    Span nobody = span(2, 1, null).build();

    Identity.fill(List.of(root));
    Identity.fill(List.of(nobody));

    assertThat(root.getAgentId()).contains("shop");
    assertThat(root.getAgentSource()).isEqualTo(AgentSource.SERVICE_NAME);
    assertThat(nobody.getAgentId()).isEmpty();
    assertThat(nobody.getAgentSource()).isEqualTo(AgentSource.NONE);
  }

  @Test
  void aCircleOfParentsAndAParentThatIsNotThereEndTheWayUp() {
    Span first = span(1, 1, 2).setSessionId("s-1").build();
    Span second = span(1, 2, 1).build();
    Span orphan = span(1, 3, 99).build();

    Identity.fill(List.of(first, second, orphan));

    assertThat(second.getSessionId()).contains("s-1");
    assertThat(orphan.getSessionId()).isEmpty();
  }

  @Test
  void aChainOfTwoThousandSpansIsWalkedToItsRoot() {
    List<Span> spans = new ArrayList<>();
    spans.add(root(1, 1, "deep", "s").build());
    for (int id = 2; id <= 2_000; id++) {
      spans.add(0, span(1, id, id - 1).build());
    }

    Identity.fill(spans);

    assertThat(spans).allSatisfy(span -> assertThat(span.getAgentId()).contains("deep"));
  }
}
