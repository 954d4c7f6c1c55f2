/** What a network is shipped as, and how that does beside the network itself. */
package org.fbnetspark.domain.export;
