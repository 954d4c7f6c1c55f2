/** What can be chosen: choices, and the network whose conditions are on them. */
package org.fbnetspark.domain.space;
