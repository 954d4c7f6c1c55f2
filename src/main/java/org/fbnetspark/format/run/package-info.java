/** What a run writes beside networks: manifest, metrics, summary, evaluation. */
package org.fbnetspark.format.run;
