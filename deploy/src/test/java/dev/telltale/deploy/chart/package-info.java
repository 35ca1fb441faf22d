/** The Helm chart: rendered by Helm, held to Kubernetes' types and to Telltale's settings. */
@NullMarked
package dev.telltale.deploy.chart;

import org.jspecify.annotations.NullMarked;
