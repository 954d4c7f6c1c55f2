/** The bilevel search loop against ports: it knows neither Spark nor the network's engine. */
package org.fbnetspark.search;
