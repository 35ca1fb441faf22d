// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.standalone.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.telltale.gateway.otlp.BodyFormat;
import dev.telltale.schemas.registry.InMemorySchemaRegistry;
import dev.telltale.schemas.serde.TopicSerdes;
import dev.telltale.schemas.topic.Topics;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import org.junit.jupiter.api.Test;

class SyntheticTrafficTest {
  @Test
  void theSameSeedGivesTheSameRequestsAndTheyAreNotRepeated() {
    SyntheticTraffic traffic = new SyntheticTraffic(7);
    ExportTraceServiceRequest first = traffic.request(16);

    assertThat(first).isEqualTo(new SyntheticTraffic(7).request(16));
    assertThat(traffic.request(16)).isNotEqualTo(first);
  }

  @Test
  void spansHaveFourKilobytesOfTextThatCompressesLikePeoples() {
    Payloads payloads =
        Payloads.generated(
            4, 64, "spans", new TopicSerdes(new InMemorySchemaRegistry(), "").codec(Topics.SPANS));

    assertThat(payloads.spans()).isEqualTo(256);
    assertThat(payloads.protobufBytesPerSpan()).isCloseTo(4096, within(200.0));
    assertThat(payloads.recordBytesPerSpan()).isCloseTo(3900, within(300.0));
    // Recorded conversations without their repeated history, and English prose, lie around that.
    assertThat(payloads.compressionRatio()).isBetween(1.8, 3.0);
  }

  @Test
  void bothDecodersReadTheJsonFormAsTheRequestThatItWasMadeOf() {
    ExportTraceServiceRequest request = new SyntheticTraffic(1).request(16);
    byte[] json = JsonForm.write(request);

    assertThat(BodyFormat.JSON.read(json)).isEqualTo(request);
    assertThat(JsonForm.repaired(JsonForm.read(json))).isEqualTo(request);
    assertThat(JsonForm.read(json).build()).isNotEqualTo(request);
  }
}
